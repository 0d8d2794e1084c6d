/** Who asks: a role's session, or a service of AWS that acts for itself. */
export type Principal =
  | {
      readonly kind: 'role';
      readonly roleArn: string;
      /** `arn:aws:sts::account:assumed-role/role/session` */
      readonly sessionArn: string;
    }
  | {
      readonly kind: 'service';
      /** `events.amazonaws.com` */
      readonly name: string;
    };

/** What one question to IAM is about. */
export type AccessRequest = {
  readonly principal: Principal;
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*` where the action is on none. */
  readonly resource: string;
  readonly context: RequestContext;
};

/** The values of condition keys, by their names in lower case; a key that the request does not have is not in it. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;
