/** What the functions measure, the alarms watch and the dashboard shows: both sides take the names from here. */
export const METRICS = {
  namespace: 'ChoreographyMonitor',
  /** By `service` (the monitor's prefix), `choreography` and `deviation`. */
  deviations: 'Deviations',
  /** By `service`: rows that nobody could read, and that were therefore not told. */
  unreadable: 'UnreadableRows',
} as const;
