import type { Json } from '../service.ts';

/** Whether a record goes to the function. Without filters every one does; with several, one that matches is enough. */
export type RecordFilter = (record: Json) => boolean;

export const EVERYTHING: RecordFilter = () => true;
