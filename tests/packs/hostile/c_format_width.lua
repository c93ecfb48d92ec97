-- expect: fault error
-- A number a gigabyte wide.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("%1000000000d"):format(1)
  end,
}
