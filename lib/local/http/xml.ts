import { isObject, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

/** How a service of AWS's query protocol writes lists and maps; everything else is an element with its name. */
export type XmlStyle = {
  /** Lists without an element around them, by what each item is called. */
  readonly flatLists: { readonly [member: string]: string };
  readonly maps: { readonly [member: string]: XmlMap };
};

/** Where `flat`, entries have no element around them all, and `entry` takes the member's place. */
export type XmlMap = {
  readonly entry: string;
  readonly key: string;
  readonly value: string;
  readonly flat: boolean;
};

export function xmlOf(object: Json, style: XmlStyle): string {
  return isObject(object)
    ? Object.entries(object)
        .map(([name, value]) => memberOf(name, value, style))
        .join('')
    : '';
}

function memberOf(name: string, value: Json, style: XmlStyle): string {
  const map = Object.hasOwn(style.maps, name) ? style.maps[name] : undefined;
  if (map !== undefined && isObject(value)) {
    const entries = entriesOf(value, map, style);
    return map.flat ? entries : element(name, entries);
  }
  if (!Array.isArray(value)) return element(name, contentOf(value, style));
  const items: readonly Json[] = value;
  const flat = Object.hasOwn(style.flatLists, name) ? style.flatLists[name] : undefined;
  const written = items.map((item) => element(flat ?? 'member', contentOf(item, style))).join('');
  return flat === undefined ? element(name, written) : written;
}

function entriesOf(map: JsonObject, { entry, key, value }: XmlMap, style: XmlStyle): string {
  return Object.entries(map)
    .map(([name, content]) =>
      element(entry, element(key, escaped(name)) + element(value, contentOf(content, style))),
    )
    .join('');
}

function contentOf(value: Json, style: XmlStyle): string {
  if (isObject(value)) return xmlOf(value, style);
  return escaped(typeof value === 'string' ? value : JSON.stringify(value));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML has no form at all for most control characters. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replace(/\r/g, '&#13;')
    .replace(/[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu, '');
}
