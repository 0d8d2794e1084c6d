/** The functions of JSONata 2.0.6, without the `$`. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs append assert average base64decode base64encode boolean ceil contains count decodeUrl decodeUrlComponent
  distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber
  fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power
  reduce replace reverse round sift single sort split spread sqrt string substring substringAfter substringBefore sum
  toMillis trim type uppercase zip`.split(/\s+/),
);

/** Functions that JSONata has and a choreography may not use, and why. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ['random', 'every evaluation would give another answer'],
  ['shuffle', 'every evaluation would give another answer'],
  ['eval', 'Step Functions does not have it, and nobody can check what it will evaluate'],
]);
