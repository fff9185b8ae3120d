"""Counties and prefectures: data, names, and resolving text to them."""
