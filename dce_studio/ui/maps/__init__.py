"""The Maps panel: `map_wall` puts together the wall itself (`wall_view`), its scale and one map enlarged."""
