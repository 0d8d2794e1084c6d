import { createPublicKey, sign, type KeyObject } from 'node:crypto';

/** DER's tags of what a certificate is made of. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;

/** 1.2.840.113549.1.1.11 and 2.5.4.3, as DER writes them. */
const SHA256_WITH_RSA = Buffer.from('2a864886f70d01010b', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');

/** A certificate (X.509, version 1) of an RSA key by itself, valid for as long as dates can be written. */
export function selfSigned(name: string, privateKey: KeyObject): string {
  const algorithm = node(SEQUENCE, node(OBJECT_ID, SHA256_WITH_RSA), node(NULL));
  const subject = node(
    SEQUENCE,
    node(SET, node(SEQUENCE, node(OBJECT_ID, COMMON_NAME), node(UTF8_STRING, Buffer.from(name)))),
  );
  const validity = node(SEQUENCE, time('20200101000000Z'), time('99991231235959Z'));
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const serial = node(INTEGER, Buffer.from([1]));
  const content = node(SEQUENCE, serial, algorithm, subject, validity, subject, publicKey);
  const signature = node(BIT_STRING, Buffer.from([0]), sign('sha256', content, privateKey));
  const certificate = node(SEQUENCE, content, algorithm, signature);
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function time(text: string): Buffer {
  return node(GENERALIZED_TIME, Buffer.from(text));
}

function node(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(length)]), ...content]);
}

/** A short one in a byte; of a longer one first how many bytes it takes. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 0x100)) bytes.unshift(left % 0x100);
  return [0x80 + bytes.length, ...bytes];
}
