-- expect: fault error
-- A message with control characters and no UTF-8.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error("\27[31m\0\255\254")
  end,
}
