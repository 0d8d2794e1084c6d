/** What may be said of a function beside its name and its code, in a template as in the API. */
export const CONFIGURATION: readonly string[] = [
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
];
