import { sentencesOf } from './in-words.ts';
import type { Picture } from './picture.ts';
import { isFrame } from './picture.ts';
import { arrowSvg, labelsSvg } from './svg-edges.ts';
import { frameSvg } from './svg-frames.ts';
import { nodeSvg } from './svg-nodes.ts';
import { STYLE } from './svg-style.ts';
import { escapeXml } from './xml.ts';

/**
 * The picture as one SVG file that needs nothing else: the console's look, dark where the reader's system is dark. Its
 * description says in words what it shows.
 */
export function svgOf(picture: Picture, title: string): string {
  const { width, height, nodes, edges } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="choreography" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(sentencesOf(picture).join('\n'))}</desc>`,
    `<style>\n${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...nodes.filter(({ kind }) => isFrame(kind)).map((frame) => frameSvg(frame, nodes)),
    ...edges.map(arrowSvg),
    ...edges.filter(({ labels }) => labels.length > 0).map(labelsSvg),
    ...nodes.filter(({ kind }) => !isFrame(kind)).map(nodeSvg),
    '</svg>\n',
  ].join('\n');
}
