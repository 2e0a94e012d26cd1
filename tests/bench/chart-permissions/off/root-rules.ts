/** No root field is guarded. */
export const guardRoots = (): void => undefined;
