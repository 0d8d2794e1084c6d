/** What goes on round one instance's events: lists, the sweep, labels, items, what people do. */
import type { Configuration } from '../configuration.ts';
import {
  counting,
  decided,
  halt,
  items,
  labelled,
  line,
  looks,
  missed,
  report,
  started,
  twice,
} from './machines.ts';

const keys = { d1: { detail: { key: '1' } }, o2: { detail: { key: '2' } }, d2: { detail: { key: '2' } } };

export const AROUND: Readonly<Record<string, Configuration>> = {
  'a list: one event for two instances, a crash': {
    choreography: line(),
    events: {},
    lists: { a1: 1 },
    instances: 2,
    started,
    faults: { crash: 1 },
  },
  'a list twice': { choreography: line(), events: {}, lists: { a1: 2 }, instances: 2, started },
  'a list starts two instances, a crash': {
    choreography: line(),
    events: {},
    lists: { s0: 1 },
    instances: 2,
    faults: { crash: 1 },
  },
  'a list starts two instances, an event for one of them': {
    choreography: line(),
    events: { a1: 1 },
    lists: { s0: 1 },
    instances: 2,
  },
  'a list, replies lost, throttling': {
    choreography: line(),
    events: {},
    lists: { a1: 1 },
    instances: 2,
    started,
    faults: { ambiguous: 1, throttle: 1 },
  },
  'the sweep: a status event that never comes': {
    choreography: missed(),
    events: { a1: 1 },
    started,
    sweeps: true,
    faults: { deadline: 1, statusLost: 1 },
  },
  // A crash between the closing and the loop leaves the rest to the looks.
  'the sweep: a status event that never comes, a crash, looks': {
    choreography: missed(),
    events: { a1: 1, b1: 1 },
    started,
    sweeps: true,
    looks,
    faults: { deadline: 1, statusLost: 1, crash: 1 },
  },
  'the sweep: a start that lies with the dead letters': {
    choreography: line(),
    events: { s0: 1 },
    sweeps: true,
    faults: { deadLetter: 1 },
  },
  'the sweep: a decision that nobody was told of': {
    choreography: decided,
    events: {},
    started,
    sweeps: true,
    faults: { deadline: 1, recordSkipped: 1 },
  },
  'looks: a wait that nobody was told of': {
    choreography: twice,
    events: { a1: 1, a2: 1 },
    started,
    looks,
    faults: { recordSkipped: 1 },
  },
  'labels, a crash': { choreography: labelled, events: { a1: 1, b1: 1 }, started, faults: { crash: 1 } },
  'labels, replies lost': {
    choreography: labelled,
    events: { a1: 1, a2: 1 },
    started,
    faults: { ambiguous: 1 },
  },
  'items: what is done before it is opened': {
    choreography: items,
    events: { d2: 1, o2: 1 },
    payloads: keys,
    started,
  },
  'items: all of them, a crash': {
    choreography: items,
    events: { o2: 1, d1: 1 },
    payloads: keys,
    started,
    faults: { crash: 1 },
  },
  'items: one done, one opened, one done': {
    choreography: items,
    events: { o2: 1, d2: 1, d1: 1 },
    payloads: keys,
    started,
  },
  'closed by hand while an event is on its way, a crash': {
    choreography: line(report),
    events: { a1: 1 },
    started,
    faults: { close: 1, crash: 1 },
  },
  'closed by hand, the status event is lost': {
    choreography: line(report),
    events: { a1: 1 },
    started,
    faults: { close: 1, statusLost: 1, ambiguous: 1 },
  },
  'closed by hand, with rerun': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 1, s1: 1 },
    faults: { close: 1 },
  },
  'closed by hand and redriven': {
    choreography: line(halt),
    events: { a1: 1 },
    started,
    redrives: 'tool',
    faults: { close: 1, redrive: 1 },
  },
  'put back by two operators': {
    choreography: missed(),
    events: { a1: 1 },
    started,
    operators: 2,
    faults: { deadline: 1, putBack: 2 },
  },
  'an always, a crash, replies lost': {
    choreography: counting,
    events: { a1: 1, a2: 1 },
    started,
    faults: { crash: 1, ambiguous: 1 },
  },
};
