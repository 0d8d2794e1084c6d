/** What the bench holds the projection to. */
export type Goal = { readonly title: string; readonly figure: number; readonly most: number };

export class Goals {
  private readonly goals: Goal[] = [];

  add(title: string, figure: number, most: number): void {
    this.goals.push({ title, figure, most });
  }

  missed(): number {
    return this.goals.filter(({ figure, most }) => !(figure <= most)).length;
  }

  table(): string {
    const rows = this.goals.map(({ title, figure, most }) => {
      const met = figure <= most ? 'met' : '**missed**';
      return `| ${title} | ${shown(figure)} | ${shown(most)} | ${met} |`;
    });
    return ['| Goal | Figure | At most | |', '| --- | --: | --: | --- |', ...rows].join('\n');
  }
}

function shown(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(3);
}
