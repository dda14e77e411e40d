import { Badge, createTheme } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 8, dark: 5 },
  defaultRadius: "md",
  cursorType: "pointer",
  autoContrast: true,
  headings: { fontWeight: "650" },
  components: {
    // Qualities and states are read as they are written.
    Badge: Badge.extend({ defaultProps: { tt: "none", radius: "sm" } }),
  },
});
