"""What a user can set: one model a construct, with its bounds and its arithmetic. Pure: nothing here starts Node."""
