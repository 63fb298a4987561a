"""The architecture of a synthesized stack as a picture: read from its JSON, laid out, routed and drawn."""
