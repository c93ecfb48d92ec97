-- expect: fault
-- Strings of four megabytes, one after the other.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    while true do local s = ("x"):rep(4000000) end
  end,
}
