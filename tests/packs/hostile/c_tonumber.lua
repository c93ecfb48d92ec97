-- expect: ok score=1
-- Odd numbers are numbers or nil.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { tonumber("zz", 36) == 1295 and tonumber("9", 8) == nil and tonumber(("9"):rep(10000)) == math.huge } }
  end,
}
