-- expect: fault error "malformed"
-- A pattern that does not end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("x"):find("[a")
  end,
}
