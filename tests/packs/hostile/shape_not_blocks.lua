-- expect: fault shape "ui."
-- A view of strings.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { "text" }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
