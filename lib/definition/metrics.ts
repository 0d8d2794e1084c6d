/** What the functions measure, the alarms watch and the dashboard shows: both sides take the names from here. */
export const METRICS = {
  namespace: 'ChoreographyMonitor',
  /** By `service` (the monitor's prefix), `choreography` and `deviation`. */
  deviations: 'Deviations',
  /** By `service`: rows that nobody could read, and that were therefore not told. */
  unreadable: 'UnreadableRows',
  /** By `service`: seconds for which a message has waited by now, whenever it is put off because of throttling. */
  putOff: 'PutOffSeconds',
} as const;

/** The line of the functions' logs that `METRICS.putOff` is taken from. */
export const PUT_OFF = { message: 'Throttled, put off', waited: 'waitedSeconds' } as const;
