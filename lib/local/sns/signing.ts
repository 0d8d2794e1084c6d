import { createHash, createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { textOf, type JsonObject } from '../json.ts';
import type { Place } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import { selfSigned } from './certificate.ts';

/** What is told is signed as on AWS, but with a key of this cloud's own. */
export type Signing = {
  /** The fields that a message gets beside its others. `version` is the topic's. */
  sign(fields: JsonObject, version: string | undefined): JsonObject;
  /** The certificate, where that is what lies there. */
  certificateAt(path: string): string | undefined;
};

/** The fields that are signed, in SNS's order. */
const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const PREFIX = '/SimpleNotificationService-';

type Identity = { readonly key: KeyObject; readonly certificate: string; readonly path: string };

/** To make one takes a moment: those of one process that keep nothing have the same. */
let keyOfProcess: string | undefined;

/** The key is made when it is needed first. */
export function createSigning({ endpoint, region }: Place, storage: Storage): Signing {
  const stored = entriesOf<string>(storage, 'sns signing key');
  let known = new Map(stored.all()).get('rsa');
  let identity: Identity | undefined;
  const identityOf = (): Identity => {
    if (identity !== undefined) return identity;
    known ??= keyOfProcess ??= newKey();
    stored.put('rsa', known);
    const key = createPrivateKey(known);
    const certificate = selfSigned(`sns.${region}.local`, key);
    const name = createHash('sha256').update(certificate).digest('hex').slice(0, 32);
    identity = { key, certificate, path: `${PREFIX}${name}.pem` };
    return identity;
  };
  return {
    sign(fields, version = '1') {
      const { key, path } = identityOf();
      const text = SIGNED.map((name) => {
        const value = textOf(fields[name]);
        return value === undefined ? '' : `${name}\n${value}\n`;
      }).join('');
      const digest = version === '2' ? 'sha256' : 'sha1';
      const signature = sign(digest, Buffer.from(text), key).toString('base64');
      return { SignatureVersion: version, Signature: signature, SigningCertURL: endpoint + path };
    },
    certificateAt(path) {
      if (!path.startsWith(PREFIX)) return undefined;
      const { certificate, path: ours } = identityOf();
      return path === ours ? certificate : undefined;
    },
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
