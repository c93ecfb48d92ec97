-- expect: fault shape
-- A NUL in a text.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.text("a\0b") }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
