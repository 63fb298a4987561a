"""What `TapStack` is put together from: each part makes constructs, and none makes a resource itself."""
