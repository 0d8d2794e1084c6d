const NARROW = /[iljtfrI.,:;'|!()[\]{}\s-]/u;
const WIDE = /[mwMW@%—–…]/u;
const CAPITAL = /[A-Z0-9ÄÖÜ&?$#=]/u;
/** CJK, kana, hangul, emoji: about as wide as high. */
const FULL =
  /[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|\p{Extended_Pictographic}/u;

/** Width in pixels of a text in a common sans face, rather too wide than too narrow. There is no DOM to ask. */
export function widthOf(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += emOf(character);
  return Math.ceil(em * size);
}

function emOf(character: string): number {
  if (FULL.test(character)) return 1.05;
  if (NARROW.test(character)) return 0.37;
  if (WIDE.test(character)) return 0.93;
  return CAPITAL.test(character) ? 0.68 : 0.6;
}

/** Takes characters out of the middle, where names differ least, until it fits. */
export function cutInMiddle(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  const characters = Array.from(text);
  for (let keep = characters.length - 1; keep > 1; keep -= 1) {
    const head = Math.ceil(keep / 2);
    const cut = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (keep - head)).join('')}`;
    if (widthOf(cut, size) <= width) return cut;
  }
  return '…';
}

/** Breaks at spaces into lines of at most `width`; what is too long even so is cut in the middle. */
export function wrap(text: string, size: number, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  const words = text.split(/\s+/u).filter((word) => word !== '');
  let line = '';
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer, size) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === maxLines - 1) {
      line = [line, ...words.slice(index)].join(' ');
      break;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line].map((each) => cutInMiddle(each, size, width));
}
