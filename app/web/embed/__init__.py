"""The archive inside other sites' pages: slim pages for a frame, the snippet that brings one, and oEmbed."""
