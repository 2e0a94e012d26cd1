/** No field is guarded. */
export const guardSchema = (): readonly never[] => [];
