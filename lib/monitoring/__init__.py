"""What alarms and dashboards show of each kind of thing, as plain descriptions."""
