-- expect: fault error
-- Recursion through a library function.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f(s) return (s:gsub(".", f)) end
    return f("x")
  end,
}
