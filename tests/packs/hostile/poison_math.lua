-- expect: ok score=1
-- A changed library is whole again in the next call.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local was = math.floor(1.5) == 1
    math.floor = function() return 99 end
    return parts { a = { was } }
  end,
}
