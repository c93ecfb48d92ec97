-- expect: ok score=1
-- So are those of our objects.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = L{ nl = "x" }
    return parts { a = { not getmetatable(t) and not pcall(setmetatable, t, {}) } }
  end,
}
