/** Seeds that CI runs, and how many packets of each; what a long run finds is added here. */
export const seeds: readonly { readonly seed: string; readonly packets: number }[] = [{ seed: "kii", packets: 20_000 }];
