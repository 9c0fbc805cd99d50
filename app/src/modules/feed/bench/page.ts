/** The shape of a feed page: twenty posts. */
export const page = {
  posts: Array.from({ length: 20 }, (_, index) => ({
    id: `3f2504e0-4f89-11d3-9a0c-${String(index).padStart(12, "0")}`,
    authorId: "2f6c7d3e-5a0b-4c1d-8e9f-0a1b2c3d4e5f",
    body: `The ${index}. post of a page, as long as posts are.`,
    visibility: "public",
    createdAt: "2026-11-21T12:30:00.000000Z",
  })),
  nextCursor: null,
};
