-- expect: fault memory
-- Before there is an exercise.
local t = {}
for i = 1, 1e9 do t[i] = {} end
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
