/** For a run of jest within another one. */
export default function nothingToRemove(): void {
  // The run around it removes what they share.
}
