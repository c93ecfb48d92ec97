-- expect: fault
-- Recursion without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f(n) return 1 + f(n + 1) end
    return f(1)
  end,
}
