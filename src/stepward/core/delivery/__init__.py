"""What the vein receives of what the pump pushes."""
