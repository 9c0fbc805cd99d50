import { defined } from "@seaworthy/core/defined";
import { isList, isValues, type Value, type Values } from "../kit/values.ts";

/**
 * At Sentry a field gives a condition's type; in the provider the only property that is set names
 * it. Types are the provider's names in snake case: `firstSeenEvent` is `first_seen_event`.
 */
export function triggersToWire(triggerConditions: Value | undefined): Values {
  const conditions = items(triggerConditions).map((trigger) => ({
    type: typeName(trigger),
    comparison: true,
    conditionResult: true,
  }));
  return { logicType: "any-short", conditions };
}

export function triggerFromWire({ type }: Values): Values {
  return { [propertyName(type)]: {} };
}

export function actionFilterToWire({ logicType, actions, conditions }: Values): Values {
  return {
    logicType: logicType ?? null,
    conditions: items(conditions).map(conditionToWire),
    actions: items(actions).map(actionToWire),
  };
}

export function actionFilterFromWire({ logicType, actions, conditions }: Values): Values {
  const filters = items(conditions);
  return {
    logicType: logicType ?? null,
    actions: items(actions).map(actionFromWire),
    ...(filters.length === 0
      ? {}
      : {
          conditions: filters.map(({ type, comparison }) => ({
            [propertyName(type)]: comparison ?? {},
          })),
        }),
  };
}

function conditionToWire(condition: Values): Values {
  return { type: typeName(condition), comparison: setProperty(condition), conditionResult: true };
}

/**
 * An e-mail to `issue_owners` has no target; a fall-through type selects the recipients when an
 * issue has no owners.
 */
function actionToWire({ email, webhook }: Values): Values {
  if (isValues(webhook))
    return { type: "webhook", config: { targetIdentifier: webhook.service ?? null }, data: {} };
  const { targetType, targetId, fallthroughType } = isValues(email) ? email : {};
  return {
    type: "email",
    config: {
      targetType: targetType ?? null,
      ...defined({ targetIdentifier: targetId }),
    },
    data: fallthroughType === undefined ? {} : { fallthroughType },
  };
}

function actionFromWire({ type, config, data }: Values): Values {
  const [target, extra] = [isValues(config) ? config : {}, isValues(data) ? data : {}];
  if (type === "webhook") return { webhook: { service: target.targetIdentifier ?? null } };
  const email = {
    targetType: target.targetType ?? null,
    targetId: target.targetIdentifier ?? null,
    fallthroughType: extra.fallthroughType ?? null,
  };
  return { email: Object.fromEntries(Object.entries(email).filter(([, value]) => value !== null)) };
}

function typeName(condition: Values): string {
  const [name = ""] = Object.keys(condition);
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function setProperty(condition: Values): Value {
  const [value = null] = Object.values(condition);
  return value;
}

function propertyName(type: Value | undefined): string {
  return String(type).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function items(value: Value | undefined): readonly Values[] {
  return isList(value) ? value.filter(isValues) : [];
}
