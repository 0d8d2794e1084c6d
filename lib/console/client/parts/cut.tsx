const TAIL = 9;

/** One line; too long, it is cut in the middle, where ids differ least. The whole is in its title. */
export function Cut({ text }: { text: string }) {
  const characters = Array.from(text);
  const head = characters.length > 2 * TAIL ? characters.slice(0, -TAIL).join('') : text;
  const tail = head === text ? '' : characters.slice(-TAIL).join('');
  return (
    <span className="cut" title={text}>
      <span className="cut-head">{head}</span>
      {tail === '' ? null : <span className="cut-tail">{tail}</span>}
    </span>
  );
}
