import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ErrorAnswer } from '../api.ts';
import { CLOCK_HEADER, readClock, type Clock } from '../clock.ts';

export type Live<T> = {
  /** What was read last; stays while the next address is read. */
  readonly data: T | undefined;
  /** Why the last reading failed. */
  readonly error: string | undefined;
  /** The server answers, and there is nothing at this address; not yet, it may be. With the choreography's title. */
  readonly missing: { readonly title: string | undefined } | undefined;
};

const EVERY = 1_500;
const AFTER_FAILURE = 4_000;

/** Reads an address of our own server again and again; an ETag makes unchanged answers cost nothing. Rests in hidden tabs. */
export function useLive<T>(path: string): Live<T> {
  const [live, setLive] = useState<Live<T>>({
    data: undefined,
    error: undefined,
    missing: undefined,
  });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let etag: string | null = null;
    let reading = false;

    const read = async () => {
      const response = await fetch(path, {
        signal: stop.signal,
        cache: 'no-store',
        headers: etag === null ? {} : { 'if-none-match': etag },
      });
      setClock(readClock(response.headers.get(CLOCK_HEADER)));
      if (response.status === 304) {
        setLive(({ data }) => ({ data, error: undefined, missing: undefined }));
        return;
      }
      // The server is of the same build: its answers are what api.ts says.
      const body: unknown = await response.json();
      if (!response.ok) {
        const message = textIn(body, 'error') ?? `The server answered ${response.status}.`;
        throw response.status === 404 ? new NothingThere(message, textIn(body, 'title')) : new Error(message);
      }
      etag = response.headers.get('etag');
      setLive({ data: body as T, error: undefined, missing: undefined });
    };
    const loop = async () => {
      // A tab that is shown again while an answer is on its way needs no second loop.
      if (reading) return;
      reading = true;
      let pause = EVERY;
      try {
        if (document.visibilityState === 'visible') await read();
      } catch (error) {
        if (stop.signal.aborted) return;
        pause = AFTER_FAILURE;
        setLive(({ data }) => ({ data, error: errorText(error), missing: missingIn(error) }));
      } finally {
        reading = false;
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void loop(), pause);
    };
    const now = () => {
      clearTimeout(timer);
      void loop();
    };
    const wake = () => {
      if (document.visibilityState === 'visible') now();
    };
    document.addEventListener('visibilitychange', wake);
    now();
    return () => {
      document.removeEventListener('visibilitychange', wake);
      clearTimeout(timer);
      stop.abort();
    };
  }, [path]);
  return live;
}

class NothingThere extends Error {
  readonly title: string | undefined;

  constructor(message: string, title: string | undefined) {
    super(message);
    this.title = title;
  }
}

function missingIn(error: unknown): Live<unknown>['missing'] {
  return error instanceof NothingThere ? { title: error.title } : undefined;
}

function textIn(body: unknown, name: keyof ErrorAnswer): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const text: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof text === 'string' ? text : undefined;
}

function errorText(error: unknown): string {
  if (error instanceof TypeError) return 'The monitor does not answer. Trying again.';
  return error instanceof Error ? error.message : String(error);
}

/** What the server's clock last said, and when that was here. */
let clock: Clock & { readonly here: number } = { now: Date.now(), scale: 1, here: Date.now() };
let current = clock.now;
const listeners = new Set<() => void>();
setInterval(() => {
  current = clock.now + (Date.now() - clock.here) * clock.scale;
  for (const listener of listeners) listener();
}, 1_000);

function setClock(said: Clock | undefined): void {
  if (said !== undefined) clock = { ...said, here: Date.now() };
}

/** The server's time, to the second; all that show it move together. */
export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** True for two seconds after `value` has changed; not when it is first seen. */
export function useChanged(value: string): boolean {
  const [seen, setSeen] = useState(value);
  const [changed, setChanged] = useState(false);
  if (seen !== value) {
    setSeen(value);
    setChanged(true);
  }
  useEffect(() => {
    if (!changed) return undefined;
    const timer = setTimeout(() => setChanged(false), 2_000);
    return () => clearTimeout(timer);
  }, [changed, seen]);
  return changed;
}
