-- expect: ok score=1
-- The metatable of strings is out of reach.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local ok = pcall(setmetatable, "", {})
    return parts { a = { not ok and not getmetatable("") } }
  end,
}
