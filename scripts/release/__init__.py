"""Makes a release in `dist/`, to the same bytes on every machine: `make release`."""
