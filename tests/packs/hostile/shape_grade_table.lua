-- expect: fault shape "parts"
-- A grade that was not added up.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return { score = 1, passed = true }
  end,
}
