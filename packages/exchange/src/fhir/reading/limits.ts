/** The largest resource that is kept: a document of the store holds 16 MiB, of which what is noted beside it takes a little. */
export const maxResourceBytes = 16 * 1024 * 1024 - 16 * 1024;
