"""What the library knows of mistakes, and the rules that find them."""
