const usual = /^(co|com|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}$/;

/** The usual second levels of countries, under which anyone registers names: `co.uk`. */
export const isSecondLevel = (domain: string): boolean => usual.test(domain);
