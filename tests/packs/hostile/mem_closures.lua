-- expect: fault memory
-- Many functions.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    for i = 1, 1e9 do t[i] = function() return t, i end end
  end,
}
