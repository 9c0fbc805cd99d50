package main

import (
	"fmt"

	"github.com/google/shlex"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// options are what `runtime.options` of a Pulumi.yaml, PulumiPolicy.yaml or PulumiPlugin.yaml may say.
type options struct {
	// typescript asks the SDK to load ts-node. Node from 22.18 needs it no more: set it to false there.
	typescript     bool
	tsconfig       string
	nodeArguments  []string
	packageManager npm.PackageManagerType
	production     bool
}

var packageManagers = map[string]npm.PackageManagerType{
	"auto": npm.AutoPackageManager,
	"npm":  npm.NpmPackageManager,
	"yarn": npm.YarnPackageManager,
	"pnpm": npm.PnpmPackageManager,
	"bun":  npm.BunPackageManager,
}

func parseOptions(info *pulumirpc.ProgramInfo) (options, error) {
	parsed := options{typescript: true, packageManager: npm.AutoPackageManager}
	given := info.GetOptions().AsMap()
	var nodeArguments, packageManager string
	for _, err := range []error{
		read(given, "typescript", &parsed.typescript),
		read(given, "tsconfig", &parsed.tsconfig),
		read(given, "production", &parsed.production),
		read(given, "nodeargs", &nodeArguments),
		read(given, "packagemanager", &packageManager),
	} {
		if err != nil {
			return parsed, err
		}
	}
	if packageManager != "" {
		known, ok := packageManagers[packageManager]
		if !ok {
			return parsed, fmt.Errorf("runtime option packagemanager is %q; use auto, npm, yarn, pnpm or bun", packageManager)
		}
		parsed.packageManager = known
	}
	var err error
	if parsed.nodeArguments, err = shlex.Split(nodeArguments); err != nil {
		return parsed, fmt.Errorf("runtime option nodeargs cannot be split into arguments: %w", err)
	}
	return parsed, nil
}

// read puts given[key] into target, and refuses a value of another type. A key that is not there leaves target alone.
func read[T any](given map[string]any, key string, target *T) error {
	value, present := given[key]
	if !present {
		return nil
	}
	typed, ok := value.(T)
	if !ok {
		return fmt.Errorf("runtime option %s is %v; a %T is needed", key, value, *target)
	}
	*target = typed
	return nil
}

// environment is what the SDK's loader reads its TypeScript settings from.
func (o options) environment() []string {
	var environment []string
	if o.typescript {
		environment = append(environment, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if o.tsconfig != "" {
		environment = append(environment, "PULUMI_NODEJS_TSCONFIG_PATH="+o.tsconfig)
	}
	return environment
}
