-- expect: fault shape
-- Two fields with one id.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a" }, ui.short{ id = "a", label = "b" } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
