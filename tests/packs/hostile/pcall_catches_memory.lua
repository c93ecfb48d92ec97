-- expect: fault memory
-- Nor the end of memory.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end end)
    return parts { a = { true } }
  end,
}
