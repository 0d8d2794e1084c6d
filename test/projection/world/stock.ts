/** All parts that worlds of one exploration are made of, and the small changes that are made of them again and again. */
import type { Row } from '../../../lib/projection/rows.ts';
import type { Acting } from './acting.ts';
import type { Executions, Token } from './runs.ts';
import { textOfGhost } from './ghost.ts';
import type { Ghost } from './ghost.ts';
import { less, more } from './messages.ts';
import type { Queue } from './messages.ts';
import { Known, Pool } from './parts.ts';
import type { Part } from './parts.ts';
import type { Faults, Worker } from './state.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';

export class Stock {
  readonly rows = new Pool<Rows>((rows) => this.textOfRows(rows));
  readonly executions = new Pool<Executions>((all) => this.textOfExecutions(all));
  readonly queues = new Pool<Queue>((queue) =>
    [...queue]
      .map(([message, times]) => `${message}*${times}`)
      .sort()
      .join('\n'),
  );
  readonly workers = new Pool<Worker>((worker) => JSON.stringify(worker));
  readonly operators = new Pool<Acting>((acting) => JSON.stringify(acting));
  readonly faults = new Pool<Faults>((faults) => JSON.stringify(faults));
  readonly ghosts = new Pool<Ghost>(textOfGhost);

  private readonly rowNumbers = new WeakMap<Row, number>();
  private readonly rowsByText = new Map<string, number>();
  private readonly longer = new Known<string, Part<Queue>>();
  private readonly shorter = new Known<string, Part<Queue>>();
  private readonly spent = new Known<string, Part<Faults>>();
  private readonly haunted = new Known<string, Part<Ghost>>();

  more(queue: Part<Queue>, message: string): Part<Queue> {
    return this.longer.get(queue, message, () => this.queues.of(more(queue.is, message)));
  }

  less(queue: Part<Queue>, message: string): Part<Queue> {
    return this.shorter.get(queue, message, () => this.queues.of(less(queue.is, message)));
  }

  /** Undefined where it may not happen any more. */
  spend(faults: Part<Faults>, kind: string): Part<Faults> | undefined {
    const left = faults.is[kind] ?? 0;
    if (left === 0) return undefined;
    if (left === Infinity) return faults;
    return this.spent.get(faults, kind, () => this.faults.of({ ...faults.is, [kind]: left - 1 }));
  }

  ghost(ghost: Part<Ghost>, change: (ghost: Ghost, subject: string) => Ghost, subject: string): Part<Ghost> {
    return this.haunted.get(ghost, `${change.name} ${subject}`, () =>
      this.ghosts.of(change(ghost.is, subject)),
    );
  }

  private numberOf(row: Row): number {
    const known = this.rowNumbers.get(row);
    if (known !== undefined) return known;
    const text = JSON.stringify(row);
    const number = this.rowsByText.get(text) ?? this.rowsByText.size;
    this.rowsByText.set(text, number);
    this.rowNumbers.set(row, number);
    return number;
  }

  private textOfRows(rows: Rows): string {
    return [...rows.values()]
      .map((row) => this.numberOf(row))
      .sort((a, b) => a - b)
      .join();
  }

  private textOfExecutions({ runs, tokens }: Executions): string {
    const token = ({ row, path, phase, end, late, shown }: Token) =>
      [this.numberOf(row), path, phase, JSON.stringify(end), late, shown].join(' ');
    return [...runs.map((run) => JSON.stringify(run)), ...tokens.map(token)].join('\n');
  }
}
