/** The package ships no types. */
declare module 'asl-validator' {
  /** Writes into the definition it is given. */
  export default function validate(definition: unknown): { isValid: boolean; errors: readonly unknown[] };
}
